namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>The messages of openapi.v2 (numbers and names as in google/gnostic, openapiv2/OpenAPIv2.proto).</summary>
internal static class GnosticV2
{
    public static readonly GnosticSchema Schema = new(
        """
        AdditionalPropertiesItem ? bool->2:bool else->1:Schema
        ApiKeySecurity type=1:string name=2:string in=3:string description=4:string x-=5:any
        BasicAuthenticationSecurity type=1:string description=2:string x-=3:any
        BodyParameter description=1:string name=2:string in=3:string required=4:bool schema=5:Schema x-=6:any
        Contact name=1:string url=2:string email=3:string x-=4:any
        Default *=1:any
        Definitions *=1:Schema
        Document swagger=1:string info=2:Info host=3:string basePath=4:string schemes=5:string* consumes=6:string* produces=7:string* paths=8:Paths
          definitions=9:Definitions parameters=10:ParameterDefinitions responses=11:ResponseDefinitions security=12:SecurityRequirement*
          securityDefinitions=13:SecurityDefinitions tags=14:Tag* externalDocs=15:ExternalDocs x-=16:any
        Examples *=1:any
        ExternalDocs description=1:string url=2:string x-=3:any
        FileSchema format=1:string title=2:string description=3:string default=4:any required=5:string* type=6:string readOnly=7:bool
          externalDocs=8:ExternalDocs example=9:any x-=10:any
        FormDataParameterSubSchema required=1:bool in=2:string description=3:string name=4:string allowEmptyValue=5:bool type=6:string
          format=7:string items=8:PrimitivesItems collectionFormat=9:string default=10:any maximum=11:double exclusiveMaximum=12:bool
          minimum=13:double exclusiveMinimum=14:bool maxLength=15:int64 minLength=16:int64 pattern=17:string maxItems=18:int64 minItems=19:int64
          uniqueItems=20:bool enum=21:any* multipleOf=22:double x-=23:any
        Header type=1:string format=2:string items=3:PrimitivesItems collectionFormat=4:string default=5:any maximum=6:double
          exclusiveMaximum=7:bool minimum=8:double exclusiveMinimum=9:bool maxLength=10:int64 minLength=11:int64 pattern=12:string maxItems=13:int64
          minItems=14:int64 uniqueItems=15:bool enum=16:any* multipleOf=17:double description=18:string x-=19:any
        HeaderParameterSubSchema required=1:bool in=2:string description=3:string name=4:string type=5:string format=6:string
          items=7:PrimitivesItems collectionFormat=8:string default=9:any maximum=10:double exclusiveMaximum=11:bool minimum=12:double
          exclusiveMinimum=13:bool maxLength=14:int64 minLength=15:int64 pattern=16:string maxItems=17:int64 minItems=18:int64 uniqueItems=19:bool
          enum=20:any* multipleOf=21:double x-=22:any
        Headers *=1:Header
        Info title=1:string version=2:string description=3:string termsOfService=4:string contact=5:Contact license=6:License x-=7:any
        ItemsItem ? else->1:Schema*
        JsonReference $ref=1:string description=2:string
        License name=1:string url=2:string x-=3:any
        NonBodyParameter ? in=header->1:HeaderParameterSubSchema in=formData->2:FormDataParameterSubSchema in=query->3:QueryParameterSubSchema
          in=path->4:PathParameterSubSchema
        Oauth2AccessCodeSecurity type=1:string flow=2:string scopes=3:Oauth2Scopes authorizationUrl=4:string tokenUrl=5:string description=6:string
          x-=7:any
        Oauth2ApplicationSecurity type=1:string flow=2:string scopes=3:Oauth2Scopes tokenUrl=4:string description=5:string x-=6:any
        Oauth2ImplicitSecurity type=1:string flow=2:string scopes=3:Oauth2Scopes authorizationUrl=4:string description=5:string x-=6:any
        Oauth2PasswordSecurity type=1:string flow=2:string scopes=3:Oauth2Scopes tokenUrl=4:string description=5:string x-=6:any
        Oauth2Scopes *=1:string
        Operation tags=1:string* summary=2:string description=3:string externalDocs=4:ExternalDocs operationId=5:string produces=6:string*
          consumes=7:string* parameters=8:ParametersItem* responses=9:Responses schemes=10:string* deprecated=11:bool
          security=12:SecurityRequirement* x-=13:any
        Parameter ? in=body->1:BodyParameter else->2:NonBodyParameter
        ParameterDefinitions *=1:Parameter
        ParametersItem ? has:$ref->2:JsonReference else->1:Parameter
        PathItem $ref=1:string get=2:Operation put=3:Operation post=4:Operation delete=5:Operation options=6:Operation head=7:Operation
          patch=8:Operation parameters=9:ParametersItem* x-=10:any
        PathParameterSubSchema required=1:bool in=2:string description=3:string name=4:string type=5:string format=6:string items=7:PrimitivesItems
          collectionFormat=8:string default=9:any maximum=10:double exclusiveMaximum=11:bool minimum=12:double exclusiveMinimum=13:bool
          maxLength=14:int64 minLength=15:int64 pattern=16:string maxItems=17:int64 minItems=18:int64 uniqueItems=19:bool enum=20:any*
          multipleOf=21:double x-=22:any
        Paths x-=1:any *=2:PathItem
        PrimitivesItems type=1:string format=2:string items=3:PrimitivesItems collectionFormat=4:string default=5:any maximum=6:double
          exclusiveMaximum=7:bool minimum=8:double exclusiveMinimum=9:bool maxLength=10:int64 minLength=11:int64 pattern=12:string maxItems=13:int64
          minItems=14:int64 uniqueItems=15:bool enum=16:any* multipleOf=17:double x-=18:any
        Properties *=1:Schema
        QueryParameterSubSchema required=1:bool in=2:string description=3:string name=4:string allowEmptyValue=5:bool type=6:string format=7:string
          items=8:PrimitivesItems collectionFormat=9:string default=10:any maximum=11:double exclusiveMaximum=12:bool minimum=13:double
          exclusiveMinimum=14:bool maxLength=15:int64 minLength=16:int64 pattern=17:string maxItems=18:int64 minItems=19:int64 uniqueItems=20:bool
          enum=21:any* multipleOf=22:double x-=23:any
        Response description=1:string schema=2:SchemaItem headers=3:Headers examples=4:Examples x-=5:any
        ResponseDefinitions *=1:Response
        ResponseValue ? has:$ref->2:JsonReference else->1:Response
        Responses *=1:ResponseValue x-=2:any
        Schema $ref=1:string format=2:string title=3:string description=4:string default=5:any multipleOf=6:double maximum=7:double
          exclusiveMaximum=8:bool minimum=9:double exclusiveMinimum=10:bool maxLength=11:int64 minLength=12:int64 pattern=13:string
          maxItems=14:int64 minItems=15:int64 uniqueItems=16:bool maxProperties=17:int64 minProperties=18:int64 required=19:string* enum=20:any*
          additionalProperties=21:AdditionalPropertiesItem type=22:TypeItem items=23:ItemsItem allOf=24:Schema* properties=25:Properties
          discriminator=26:string readOnly=27:bool xml=28:Xml externalDocs=29:ExternalDocs example=30:any x-=31:any
        SchemaItem ? type=file->2:FileSchema else->1:Schema
        SecurityDefinitions *=1:SecurityDefinitionsItem
        SecurityDefinitionsItem ? type=basic->1:BasicAuthenticationSecurity type=apiKey->2:ApiKeySecurity flow=implicit->3:Oauth2ImplicitSecurity
          flow=password->4:Oauth2PasswordSecurity flow=application->5:Oauth2ApplicationSecurity flow=accessCode->6:Oauth2AccessCodeSecurity
        SecurityRequirement *=1:StringArray
        Tag name=1:string description=2:string externalDocs=3:ExternalDocs x-=4:any
        TypeItem ? else->1:string*
        Xml name=1:string namespace=2:string prefix=3:string attribute=4:bool wrapped=5:bool x-=6:any
        StringArray ? else->1:string*
        """);
}
