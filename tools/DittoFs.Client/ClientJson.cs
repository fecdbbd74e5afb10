using System.Text.Json.Serialization;
using DittoFs.Client.Session;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client;

/// <summary>How the contracts are written as JSON. What is null is left out: in a change that means "stays as it is".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(SessionTokens))]
[JsonSerializable(typeof(Page<UserResponse>))]
[JsonSerializable(typeof(IReadOnlyList<UserResponse>))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(SetPasswordRequest))]
[JsonSerializable(typeof(Page<GroupResponse>))]
[JsonSerializable(typeof(IReadOnlyList<GroupResponse>))]
[JsonSerializable(typeof(Page<MemberResponse>))]
[JsonSerializable(typeof(IReadOnlyList<MemberResponse>))]
[JsonSerializable(typeof(CreateGroupRequest))]
[JsonSerializable(typeof(UpdateGroupRequest))]
[JsonSerializable(typeof(Page<ShareResponse>))]
[JsonSerializable(typeof(IReadOnlyList<ShareResponse>))]
[JsonSerializable(typeof(CreateShareRequest))]
[JsonSerializable(typeof(UpdateShareRequest))]
[JsonSerializable(typeof(Page<DeletedShareResponse>))]
[JsonSerializable(typeof(IReadOnlyList<DeletedShareResponse>))]
[JsonSerializable(typeof(RestoreShareRequest))]
[JsonSerializable(typeof(ShareUsageResponse))]
[JsonSerializable(typeof(OwnerUsageResponse))]
[JsonSerializable(typeof(IReadOnlyList<OwnerUsageResponse>))]
[JsonSerializable(typeof(SetOwnerQuotaRequest))]
[JsonSerializable(typeof(RecountResponse))]
[JsonSerializable(typeof(SharePermissionsResponse))]
[JsonSerializable(typeof(SetPermissionRequest))]
[JsonSerializable(typeof(EffectivePermissionResponse))]
[JsonSerializable(typeof(IReadOnlyList<ClientRuleResponse>))]
[JsonSerializable(typeof(ClientRuleRequest))]
[JsonSerializable(typeof(Page<StoreResponse>))]
[JsonSerializable(typeof(IReadOnlyList<StoreResponse>))]
[JsonSerializable(typeof(CreateStoreRequest))]
[JsonSerializable(typeof(StoreCheckResponse))]
[JsonSerializable(typeof(CollectionResponse))]
[JsonSerializable(typeof(IReadOnlyList<CollectionResponse>))]
[JsonSerializable(typeof(Page<AdapterResponse>))]
[JsonSerializable(typeof(IReadOnlyList<AdapterResponse>))]
[JsonSerializable(typeof(UpdateAdapterRequest))]
[JsonSerializable(typeof(Page<MountResponse>))]
[JsonSerializable(typeof(IReadOnlyList<MountResponse>))]
[JsonSerializable(typeof(Page<SessionResponse>))]
[JsonSerializable(typeof(IReadOnlyList<SessionResponse>))]
[JsonSerializable(typeof(DisconnectSessionRequest))]
public sealed partial class ClientJson : JsonSerializerContext;
